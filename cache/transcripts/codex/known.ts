import { wordList } from '../word-list.ts'

/** Every `type` of a line that is known, and of its payload where that has one; most hold nothing that is counted. */
const known: Record<string, Set<string> | true> = {
  session_meta: true,
  turn_context: true,
  compacted: true,
  world_state: true,
  token_usage_record: true,
  response_item: new Set(
    wordList(`
      message reasoning function_call function_call_output custom_tool_call custom_tool_call_output
      local_shell_call web_search_call image_generation_call ghost_snapshot compaction compaction_summary
      context_compaction tool_search_call tool_search_output other agent_message
    `),
  ),
  event_msg: new Set(
    wordList(`
      token_count token_usage_record user_message agent_message agent_reasoning task_started
      agent_reasoning_raw_content agent_reasoning_section_break task_complete turn_started turn_complete
      turn_aborted context_compacted exec_command_begin exec_command_end exec_command_output_delta
      patch_apply_begin patch_apply_end mcp_tool_call_begin mcp_tool_call_end web_search_begin web_search_end
      view_image_tool_call image_generation_end plan_update plan_delta turn_diff item_started item_completed
      entered_review_mode exited_review_mode error warning stream_error undo_started undo_completed
      thread_rolled_back thread_name_updated thread_goal_updated background_event guardian_assessment
      model_reroute dynamic_tool_call_request dynamic_tool_call_response request_user_input elicitation_request
      exec_approval_request apply_patch_approval_request thread_settings_applied session_configured
      skills_update_available collab_agent_spawn_begin collab_agent_spawn_end collab_agent_interaction_begin
      collab_agent_interaction_end collab_waiting_begin collab_waiting_end collab_close_begin collab_close_end
      collab_resume_begin collab_resume_end sub_agent_activity hook_started hook_completed
    `),
  ),
}

export function isKnown(type: string, payload: string): boolean {
  const payloads = Object.hasOwn(known, type) ? known[type] : undefined
  return payloads === true || (payloads?.has(payload) ?? false)
}
